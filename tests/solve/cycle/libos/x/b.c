int c(void); int b(void) { return c(); } void b_init(void) { }

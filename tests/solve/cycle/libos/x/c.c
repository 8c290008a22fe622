int c(void) { return 1; } void c_init(void) { }

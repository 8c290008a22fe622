int b(void); int a(void) { return b(); } void a_init(void) { }

void b_init(void); void b_init(void) { }

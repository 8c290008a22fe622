void z2_init(void); void z2_init(void) { }

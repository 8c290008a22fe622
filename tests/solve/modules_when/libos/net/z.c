void z_init(void); void z_init(void) { }

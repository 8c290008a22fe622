void unused_init(void) { }

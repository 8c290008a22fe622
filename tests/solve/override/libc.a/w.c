int from_weak(void) { return 9; }

int h(void) { return 4; }
int f(void) { return 4; }

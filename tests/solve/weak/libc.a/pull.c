int pull(void) { return 2; }
int w2(void) { return 3; }

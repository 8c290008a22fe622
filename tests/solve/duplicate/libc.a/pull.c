int pull(void) { return 1; }
int hook(void) { return 2; }

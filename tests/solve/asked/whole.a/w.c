int everything;
__attribute__((constructor)) static void start(void) { everything = 1; }
int dead(void) { return 1; }

int from_constructor(void) { return 1; }
int from_retained(void) { return 2; }
static int unasked(void) { return 3; }
int (*table[])(void) __attribute__((section(".fini_array"))) = { unasked };

int pull(void); int hook(void); int from_weak(void);
__attribute__((weak)) int hook(void) { return from_weak(); }
int main(void) { return hook() + pull(); }

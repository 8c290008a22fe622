int pull(void); int hook(void) { return 1; }
int main(void) { return hook() + pull(); }

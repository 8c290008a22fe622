int nowhere(void); int not_reached(void);
int unused(void) { return not_reached(); }
__attribute__((constructor)) static void start(void) { nowhere(); }

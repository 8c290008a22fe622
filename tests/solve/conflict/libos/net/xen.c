int only_xen(void) { return 1; }

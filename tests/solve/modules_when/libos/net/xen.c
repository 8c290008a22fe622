void xen_init(void); void xen_init(void) { }

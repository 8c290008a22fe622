int read(void);
int gets_(void) { return read(); }

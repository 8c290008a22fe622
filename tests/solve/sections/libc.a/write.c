int write(const char *s) { return *s; }

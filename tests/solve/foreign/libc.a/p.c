int puts(const char *s) { return *s; }

int socket(void); int puts(const char *);
int main(void) { puts("x"); return socket(); }

int socket(void); int puts(const char *); int gets_(void);
int main(void) { puts("x"); return gets_(); }

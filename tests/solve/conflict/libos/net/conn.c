int socket(void);
int connect_(void) { return socket(); }

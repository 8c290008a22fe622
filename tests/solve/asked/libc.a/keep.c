int keep_me(void) { return 1; }
int not_me(void) { return 1; }

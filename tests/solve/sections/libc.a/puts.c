int missing_but_dead(void);
int write(const char *);
int puts(const char *s) { return write(s); }
int other_in_the_same_member(void) { return missing_but_dead(); }

int puts(const char *);
int used = 7;
int unused = 8;
int dead(void) { return unused; }
static int helper(int a) __attribute__((noinline));
static int helper(int a) { return a + used; }
int main(void) { puts("hello"); return helper(1); }

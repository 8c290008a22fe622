int socket(void); int connect_(void); int nowhere(void); int only_xen(void);
extern int nowhere_data;
static int __attribute__((noinline)) helper(void) { return connect_() + nowhere(); }
int main(void)
{
    return socket() +
        helper() + only_xen() + nowhere_data;
}

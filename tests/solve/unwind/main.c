void release(int *); void may_throw(int *); void dead_release(int *);
int main(void)
{
    int x __attribute__((cleanup(release))) = 1;
    may_throw(&x);
    return x;
}
int dead(void)
{
    int x __attribute__((cleanup(dead_release))) = 1;
    may_throw(&x);
    return x;
}

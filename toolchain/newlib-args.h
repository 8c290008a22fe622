// SPDX-License-Identifier: MIT
// Included before newlib's sources when the variant full is built: makes positional arguments (%2$s) work on x86-64.
//
// newlib's printf and scanf hand the address of their parameter ap, a va_list, to get_arg(), which takes a va_list *. Where
// va_list is an array type, as on x86-64, a parameter of that type is a pointer (C11 6.7.6.3), and its address is something
// else. The calls of get_arg() are made to pass what it takes: ap itself, which points to the list. They are told from its
// declarations by the first word between the parentheses.
#define get_arg(first, ...) UK_APPLY(UK_ARG_##first, __VA_ARGS__)
#define UK_APPLY(...) UK_APPLY_TO(__VA_ARGS__)
#define UK_APPLY_TO(what, ...) what(__VA_ARGS__)

#define UK_ARG_struct UK_DECLARATION, struct // printf: (struct _reent *data, …)
#define UK_ARG_int UK_DECLARATION, int       // scanf: (int n, …)
#define UK_ARG_data UK_PRINTF, data
#define UK_ARG_n UK_SCANF, n
#define UK_ARG_N UK_SCANF, N

#define UK_DECLARATION(...) uk_get_arg(__VA_ARGS__)
#define UK_PRINTF(data, n, format, list, ...) uk_get_arg(data, n, format, UK_LIST(list), __VA_ARGS__)
#define UK_SCANF(n, list, ...) uk_get_arg(n, UK_LIST(list), __VA_ARGS__)
#define UK_LIST(address) ((va_list *)*(address))

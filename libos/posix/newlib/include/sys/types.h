// SPDX-License-Identifier: MIT
// newlib's <sys/types.h> with a 64-bit nlink_t (newlib leaves no other way to widen it), and with its BSD part behind the
// types. newlib includes <sys/select.h> before it has defined them, and gnulib's <sys/select.h> includes <signal.h> and
// <sys/time.h>, which need them all.
#ifndef _NLINK_T_DECLARED
typedef unsigned long nlink_t;
#define _NLINK_T_DECLARED
#endif

#include <sys/cdefs.h>

#if !__BSD_VISIBLE || defined(_SYS_TYPES_H) || defined(__need_inttypes)
#include <newlib/sys/types.h>
#else

// What newlib's header includes besides must see the true __BSD_VISIBLE.
#include <sys/_types.h>
#include <sys/_stdint.h>
#include <sys/features.h>

#undef __BSD_VISIBLE
#define __BSD_VISIBLE 0
#include <newlib/sys/types.h>
#undef __BSD_VISIBLE
#define __BSD_VISIBLE 1

#ifndef _IN_ADDR_T_DECLARED
#define _IN_ADDR_T_DECLARED
typedef __uint32_t in_addr_t;
#endif
#ifndef _IN_PORT_T_DECLARED
#define _IN_PORT_T_DECLARED
typedef __uint16_t in_port_t;
#endif
typedef __uintptr_t u_register_t;
#define physadr physadr_t
#define quad quad_t
#include <machine/endian.h>
#include <sys/select.h>
#endif

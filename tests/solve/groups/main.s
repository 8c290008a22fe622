    .section .text.main,"ax"
    .globl main
main: call f
    call g
    ret
    .section .text.f,"axG",@progbits,f,comdat
    .weak f
f:  ret
    .section .rodata.f,"aG",@progbits,f,comdat
    .quad 1
    .section .text.g,"ax",@progbits
g:  ret
    .section .text.h,"ax",@progbits
h:  ret
    .section .info.g,"ao",@progbits,.text.g
    .quad 2
    .section .info.h,"ao",@progbits,.text.h
    .quad 3

    .section .text.main,"ax"
    .globl main
main: ret
    .section .init_array,"aw",@init_array
    .quad start
    .section .text.start,"ax"
start: call from_constructor
    ret
    .section .kept,"aR",@progbits
    .quad from_retained
    .section .note.x,"a",@note
    .long 4, 4, 1
    .ascii "abc\0"
    .long 1
    .section .text.dead,"ax"
    call nothing_defines_this

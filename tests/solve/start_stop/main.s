    .section .text.main,"ax"
    .globl main
main: movl $__start_table, %eax
    movl $__stop_table, %ebx
    call touch
    ret
    .section table,"a",@progbits
    .quad from_table
    .section other,"a",@progbits
    .quad 2

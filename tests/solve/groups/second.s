    .section .text.f,"axG",@progbits,f,comdat
    .weak f
f:  nop
    ret
    .section .init_array,"aw",@init_array
    .quad f

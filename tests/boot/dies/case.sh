# SPDX-License-Identifier: MIT
# What a program must not do ends the guest at once, with words that say what it was, and a backtrace that says where.
build
out_has=('^before$')
# dies HOW WORDS CULPRIT
dies() {
    err_has=("guest panicked: $2" '^  thread main$' "^  #[0-9]+ +0x[0-9a-f]+ $3 at .*/guest\.c:[0-9]+")
    check 134 image -- "$1"
}
dies write_text 'write to read-only memory' write_text
dies write_rodata 'write to read-only memory' write_rodata
dies run_data 'execution of data' run_data
dies run_stack 'execution of data' run_stack
dies run_heap 'execution of data' run_heap
dies call_null 'call of a null pointer' call_null
dies read_null 'null pointer' read_null
dies write_null 'null pointer' write_null
dies wild_read 'general protection fault' wild_read
dies overflow 'stack overflow' recurse
dies smash 'stack smashed' smash
dies interrupt 'unhandled interrupt' interrupt
dies divide 'division by zero' divide
dies bad_instruction 'invalid instruction' bad_instruction
err_has=()
check 3 image -- nothing

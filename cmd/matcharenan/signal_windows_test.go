package main

import "os"

// signals are those that end the program in good order; Windows can send none to
// another program.
var signals = map[string]os.Signal{}

// Package app is the program behind the command line: it puts the parts together
// and runs the sub-commands. Everything that touches the outside world (clock,
// files, standard streams) is given to it.
package app

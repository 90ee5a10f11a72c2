// Package archtest holds the repository to its architecture. It has tests
// only: what may import what, which package a driver lives in, what stands at
// the top level, and that every package says what it is.
//
// What the words mean:
//
//   - a pattern is a path below the module, "a" for one package and "a/..." for
//     it and all below it, as in the go command
//   - a layer is a pattern with the patterns that it may not import, nor reach
//     by way of others
//   - a driver is a module of others that one place of ours talks to
//
// Invariants: every rule has a reason; every rule is a row of a table that a
// function without side effects checks, and made-up packages that break each
// rule show that the function sees it.
//
// The linter has the same layers (.golangci.yml) and says it while one types;
// the tests here also see what a package reaches by way of others, and files
// behind build tags.
package archtest

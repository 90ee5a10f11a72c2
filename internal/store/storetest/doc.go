// Package storetest holds every engine of package store to the same behaviour, and
// gives other packages' tests an engine to use.
//
// [Run] is the conformance suite: what it asks is what the comments in package store
// promise, under concurrent use as well. [Model] makes any course of calls and
// compares what an engine answers with a model in memory. An engine may do more than
// these ask for, never less.
package storetest

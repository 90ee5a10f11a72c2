// Package picture takes in pictures and PDF files that strangers send. It knows no
// domain.
//
// Vocabulary. A picture is rendered: decoded, turned the right way up, made small
// enough for each width asked for, and encoded anew. A [Rendition] is one such copy.
//
// Invariants: what a file is follows from its content, never from a name; its
// dimensions are read and held against the limits before memory for them is asked
// for; nothing of the file but its pixels is in a rendition, so neither metadata
// nor anything hidden comes through; a file that is also something else (a web
// page, a ZIP archive, a PDF) is refused.
package picture

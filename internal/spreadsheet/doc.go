// Package spreadsheet reads and writes lists of structs as CSV and XLSX, one
// struct a row.
//
// Columns are the JSON members, nested ones with dots: vendor.id, data.camera. A
// list of texts is one cell with ; between the values. A list of objects is
// numbered columns, claims.1.text, claims.1.date, claims.2.text, and so on,
// because staff can fill in and sort those; an object with only empty cells is
// left out.
//
// Cells:
//
//   - An empty cell is unknown. Spaces round a text are dropped.
//   - A cell with only - in the column of a list says that there is none. For a
//     list of objects that cell stands in a column without number: claims.
//   - In a list, \; is a semicolon, \\ a backslash and \- at the beginning a hyphen;
//     a backslash before any other character stands for that character. Spaces
//     round a value are dropped unless a backslash protects them.
//   - Yes or no is true or false; ja, nej, yes, no, sant, falskt, 1 and 0 are
//     understood too.
//   - A number may have decimal comma or point, and spaces between thousands.
//   - A date is YYYY-MM-DD, or in XLSX a date cell.
//   - A text that begins with = + - @ ', a tab or a line break is written with ' before it, so
//     that no program takes it for a formula; the reader drops that '.
//
// CSV is UTF-8 with ; or , or tab between cells, found out from the header. It is
// written as Swedish Excel expects: byte order mark, semicolons, decimal commas.
//
// Invariants: a bad row never stops the reading of the next; a bad header stops
// it at once; what is written reads back the same, except that line breaks
// become \n, spaces round a text are dropped, and characters that XML cannot hold
// are lost in XLSX; a file cannot make the reader use memory beyond its limits.
package spreadsheet

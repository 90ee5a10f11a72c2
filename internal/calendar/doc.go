// Package calendar knows the days on which people in Sweden do not work: Saturdays,
// Sundays, the public holidays of the law (1989:253) and the eves that are kept as such.
//
// Days are times, of which only the date in their own location counts. The holidays
// are worked out for any year from 2005, when the national day became one; there is
// no list to keep up to date.
package calendar

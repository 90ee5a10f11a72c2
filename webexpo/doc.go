// Package webexpo is the pages: one package below it for each area, put together
// here.
//
//	frame      what every page is made of
//	about      the service itself: what it is, its style, accessibility, personal data
//	expo       what everybody may see: search, products, companies, open needs, open data
//	signin     signing in, invitations, the own account
//
// Invariants: pages import no store and no API; a handler reads its request, calls
// services, makes a page's value and renders it; what the value says is decided by
// functions that know no HTTP.
package webexpo

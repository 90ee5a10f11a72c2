// Package webexpo is the pages: one package below it for each area, put together
// here.
//
//	frame      what every page is made of
//	about      the service itself: what it is, its style, accessibility, personal data
//	company    a company's desk: listings, their form, imports, the mirror
//	expo       what everybody may see: search, products, companies, open needs, open data
//	form       the questions about a product or a need, for the desks
//	hub        review, organisations and people, jobs and messages, the audit trail
//	needs      a municipality's desk: its needs, their editor, versions and states
//	signin     signing in, invitations, the own account
//
// Invariants: pages import no store and no API; a handler reads its request, calls
// services, makes a page's value and renders it; what the value says is decided by
// functions that know no HTTP.
package webexpo

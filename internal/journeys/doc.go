// Package journeys opens the pages of the built program in a real browser. It has
// tests only.
//
// What the words mean:
//
//   - a service is the program, serving a demo of its own on a free port
//   - a tab is a page of Chromium with cookies of its own, in which everything
//     that goes wrong is noted: errors of scripts, requests that fail or leave the
//     service, reports of the content security policy
//   - a visitor is somebody before a tab, who finds things by the words on them
//   - a journey is what a visitor does from the first page to what they came for;
//     each is made with scripts and without
//   - a crawl finds the pages that links lead a role to
//
// Invariants: pages are found, not listed, so that a new page is checked without a
// row here; a visitor knows words and no selectors; nothing is waited for by the
// clock; a tab in which something went wrong fails its test.
//
// The tests need Chromium and axe-core, which `make browser` brings. Started by make
// they fail where these are missing; by go test alone they are skipped.
package journeys

package journeys

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
)

// slow4G is the network of a phone that Lighthouse measures with: bits in a second, and
// milliseconds until an answer begins.
var slow4G = network.Conditions{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 750e3 / 8}

// slowdown is how many times slower a plain phone computes.
const slowdown = 4

// BenchmarkLargestPaint measures how soon the largest part of a page is there on a slow
// phone that has not met the service before. It is told and held to nothing, as clocks
// of busy machines lie.
func BenchmarkLargestPaint(b *testing.B) {
	s := newService(b)
	v := newVisitor(b, s)
	v.SignIn("testledare")
	for _, m := range []struct {
		name, path string
		signedIn   bool
	}{
		{"start", "/", false},
		{"results", "/sok?q=larm", false},
		{"product", v.linked("/sok?q=larm", "/produkter/"), false},
		{"match", v.linked("/mina-behov", "/mina-behov/0") + "/traffar", true},
	} {
		b.Run(m.name, func(b *testing.B) {
			total := 0.0
			for b.Loop() {
				t := newVisitor(b, s)
				if m.signedIn {
					t.SignIn("testledare")
				}
				total += t.paint(m.path)
			}
			b.ReportMetric(total/float64(b.N), "LCP-ms")
			b.ReportMetric(0, "ns/op") // says nothing here
		})
	}
}

// linked is the first path on a page that begins so.
func (v *visitor) linked(page, begins string) string {
	v.t.Helper()
	for _, link := range ask[found](v.tab, "links", page).Links {
		if strings.HasPrefix(link, begins) {
			return link
		}
	}
	v.t.Fatalf("%s leads to nothing below %s", page, begins)
	return ""
}

// paint opens a path as a slow phone does, with nothing kept from before, and returns
// when its largest part was there, in milliseconds.
func (v *visitor) paint(path string) float64 {
	v.t.Helper()
	v.size(phoneWidth, phoneHeight)
	v.withCache(false)
	set(v.tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown})
	set(v.tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&slow4G}})
	v.open(path)
	at := evaluate[float64](v.tab, largestPaint)
	set(v.tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 1})
	return at
}

const largestPaint = `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }))`

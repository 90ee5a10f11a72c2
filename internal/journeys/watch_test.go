package journeys

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch notes what goes wrong in a tab, and what was sent to it.
type watch struct {
	origin string // of the service, with a slash at its end

	mu       sync.Mutex
	wrong    []string
	requests map[network.RequestID]sent
	bytes    map[network.ResourceType]int
	arrivals arrivals
	moved    chan struct{} // has something when the arrivals have changed
}

// arrivals are the pages that the tab has come to.
type arrivals struct {
	pages  int // how many have come
	within int // how often the place within a page has changed
	loader cdp.LoaderID
	loaded bool // whether all of the last page is there
	failed string
	status map[cdp.LoaderID]int
}

// sent is a request of the browser.
type sent struct {
	url  string
	kind network.ResourceType
}

func newWatch(address string) *watch {
	return &watch{
		origin: address + "/", requests: make(map[network.RequestID]sent), bytes: make(map[network.ResourceType]int),
		arrivals: arrivals{status: make(map[cdp.LoaderID]int)}, moved: make(chan struct{}, 1),
	}
}

// see takes an event of the tab. It is called by the loop that reads them.
func (w *watch) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		w.note("console.%s: %s", e.Type, said(e.Args))
	case *runtime.EventExceptionThrown:
		w.note("exception: %s", thrown(e.ExceptionDetails))
	case *log.EventEntryAdded:
		// What the network says is judged by its own events below.
		if e.Entry.Source != log.EntrySourceNetwork {
			w.note("%s %s: %s", e.Entry.Source, e.Entry.Level, e.Entry.Text)
		}
	case *audits.EventIssueAdded:
		if slices.Contains(grave, e.Issue.Code) {
			w.note("%s", issue(e.Issue))
		}
	case *page.EventJavascriptDialogOpening:
		w.note("a dialog: %s %s", e.Type, e.Message)
	default:
		w.seeNetwork(event)
		w.seeArrival(event)
	}
}

func (w *watch) seeArrival(event any) {
	a := &w.arrivals
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		if e.Frame.ParentID != "" {
			return
		}
		a.pages++
		a.loader, a.loaded, a.failed = e.Frame.LoaderID, false, e.Frame.UnreachableURL
	case *page.EventLoadEventFired:
		a.loaded = true
	case *page.EventNavigatedWithinDocument:
		a.within++
	default:
		return
	}
	select {
	case w.moved <- struct{}{}:
	default:
	}
}

// arrived is where the tab has come to.
func (w *watch) arrived() arrivals {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.arrivals
}

func (w *watch) statusOf(loader cdp.LoaderID) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.arrivals.status[loader]
}

func (w *watch) seeNetwork(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.requests[e.RequestID] = sent{e.Request.URL, e.Type}
		if !strings.HasPrefix(e.Request.URL, w.origin) && !strings.HasPrefix(e.Request.URL, "data:") && e.Request.URL != "about:blank" {
			w.note("a request leaves the service: %s", e.Request.URL)
		}
	case *network.EventResponseReceived:
		// Whoever asked for a document looks at its status.
		if e.Type == network.ResourceTypeDocument {
			w.arrivals.status[e.LoaderID] = int(e.Response.Status)
		} else if e.Response.Status >= 400 {
			w.note("status %d of %s", e.Response.Status, e.Response.URL)
		}
	case *network.EventLoadingFinished:
		w.bytes[w.requests[e.RequestID].kind] += int(e.EncodedDataLength)
	case *network.EventLoadingFailed:
		// What is under way when a page is left is cancelled.
		if !e.Canceled || e.BlockedReason != "" {
			w.note("%s: %s %s", w.requests[e.RequestID].url, e.ErrorText, e.BlockedReason)
		}
	}
}

func (w *watch) note(format string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

// taken returns what went wrong since it was last asked.
func (w *watch) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	wrong := w.wrong
	w.wrong = nil
	return wrong
}

// weighed returns the bytes that came since it was last asked.
func (w *watch) weighed() map[network.ResourceType]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	bytes := w.bytes
	w.bytes = make(map[network.ResourceType]int)
	return bytes
}

func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if a.Description != "" {
			words = append(words, a.Description)
		} else {
			words = append(words, string(a.Value))
		}
	}
	return strings.Join(words, " ")
}

func thrown(d *runtime.ExceptionDetails) string {
	text := fmt.Sprintf("%s at %s:%d", d.Text, d.URL, d.LineNumber+1)
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	return text
}

// grave are the issues of a page that are faults; others are the browser's advice.
var grave = []audits.InspectorIssueCode{
	audits.InspectorIssueCodeContentSecurityPolicyIssue, audits.InspectorIssueCodeMixedContentIssue, audits.InspectorIssueCodeCorsIssue,
	audits.InspectorIssueCodeBlockedByResponseIssue, audits.InspectorIssueCodeQuirksModeIssue, audits.InspectorIssueCodeDeprecationIssue,
}

func issue(i *audits.InspectorIssue) string {
	if csp := i.Details.ContentSecurityPolicyIssueDetails; csp != nil {
		return fmt.Sprintf("content security policy: %s %s %s", csp.ViolatedDirective, csp.ContentSecurityPolicyViolationType, csp.BlockedURL)
	}
	return fmt.Sprintf("issue: %s", i.Code)
}

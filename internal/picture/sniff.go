package picture

import (
	"bytes"
	"encoding/binary"
)

// Type is what a file is, as people call it.
type Type string

// The types that are told apart.
const (
	JPEG    Type = "JPEG"
	PNG     Type = "PNG"
	WebP    Type = "WebP"
	GIF     Type = "GIF"
	SVG     Type = "SVG"
	HTML    Type = "HTML"
	PDF     Type = "PDF"
	ZIP     Type = "ZIP"
	Unknown Type = "?"
)

// window is how far into a file programs look for what it may be.
const window = 4096

// Sniff returns what a file is by its first bytes.
func Sniff(data []byte) Type {
	for _, m := range []struct {
		t     Type
		magic string
	}{
		{JPEG, "\xff\xd8\xff"},
		{PNG, "\x89PNG\r\n\x1a\n"},
		{GIF, "GIF8"},
		{PDF, "%PDF-"},
		{ZIP, "PK\x03\x04"},
	} {
		if bytes.HasPrefix(data, []byte(m.magic)) {
			return m.t
		}
	}
	if len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP" {
		return WebP
	}
	return markup(data)
}

// markup returns SVG or HTML if the beginning of the data has such tags.
func markup(data []byte) Type {
	start := bytes.ToLower(data[:min(len(data), window)])
	for _, m := range []struct {
		t   Type
		tag string
	}{
		{SVG, "<svg"},
		{HTML, "<!doctype html"},
		{HTML, "<html"},
		{HTML, "<head"},
		{HTML, "<body"},
		{HTML, "<script"},
		{HTML, "<iframe"},
	} {
		if bytes.Contains(start, []byte(m.tag)) {
			return m.t
		}
	}
	return Unknown
}

// hidden returns what a file of the type is as well, or nothing. Programs find a
// web page and a PDF near the beginning of a file, and a ZIP archive by its end.
func hidden(data []byte, t Type) Type {
	if other := markup(data); other != Unknown {
		return other
	}
	if t != PDF && bytes.Contains(data[:min(len(data), window)], []byte("%PDF-")) {
		return PDF
	}
	if endsAsZIP(data) {
		return ZIP
	}
	return ""
}

// endsAsZIP reports whether the data end with the directory of a ZIP archive:
// 22 bytes and a comment whose length they tell.
func endsAsZIP(data []byte) bool {
	const fixed, longest = 22, 22 + 1<<16 - 1
	tail := data[max(0, len(data)-longest):]
	for at := 0; ; {
		i := bytes.Index(tail[at:], []byte("PK\x05\x06"))
		if i < 0 || at+i+fixed > len(tail) {
			return false
		}
		at += i
		disks := binary.LittleEndian.Uint32(tail[at+4:]) // 0: the archive is whole
		comment := int(binary.LittleEndian.Uint16(tail[at+fixed-2:]))
		if disks == 0 && at+fixed+comment <= len(tail) { // readers forgive bytes behind the end
			return true
		}
		at++
	}
}

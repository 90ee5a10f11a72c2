package picture

import (
	"bytes"
	"encoding/binary"
)

// segments calls f with each marker segment of a JPEG before its pixels, until f
// returns false.
func segments(data []byte, f func(marker byte, body []byte) bool) {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if length < 2 || at+2+length > len(data) || marker == 0xda || !f(marker, data[at+4:at+2+length]) {
			return
		}
		at += 2 + length
	}
}

// progressive reports whether a JPEG comes in several scans, or may do so.
func progressive(data []byte) bool {
	several := true
	segments(data, func(marker byte, _ []byte) bool {
		several = marker != 0xc0 && marker != 0xc1
		return several && marker != 0xc2
	})
	return several
}

// orientation is how the pixels of a file are turned, as EXIF counts it: 1 to 8.
type orientation int

const upright orientation = 1

// turned reports whether width and height change places.
func (o orientation) turned() bool { return o >= 5 }

// orientationOf returns the orientation that a JPEG's EXIF data tell.
func orientationOf(data []byte) orientation {
	found := upright
	segments(data, func(marker byte, body []byte) bool {
		tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
		if marker != 0xe1 || !ok {
			return true
		}
		found = tiffOrientation(tiff)
		return false
	})
	return found
}

// tiffOrientation reads tag 274 of the first directory of a TIFF header.
func tiffOrientation(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	directory := uint64(order.Uint32(tiff[4:]))
	if directory+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[directory+2:]
	for range order.Uint16(tiff[directory:]) {
		if len(entries) < 12 {
			break
		}
		if value := order.Uint16(entries[8:]); order.Uint16(entries) == 274 && value >= 1 && value <= 8 {
			return orientation(value)
		}
		entries = entries[12:]
	}
	return upright
}

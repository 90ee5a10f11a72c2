package api

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"testing"
)

// zipBomb is a workbook of less than a megabyte whose sheet unpacks to more than a
// workbook may.
func zipBomb(t testing.TB) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`,
		"xl/workbook.xml":     `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="a" sheetId="1"/></sheets></workbook>`,
	} {
		f := must[io.Writer](t)(w.Create(name))
		must[int](t)(f.Write([]byte(content)))
	}
	const size = 300 << 20
	var block bytes.Buffer // a megabyte of blanks, packed, which stands as often as it takes
	packed := must[*flate.Writer](t)(flate.NewWriter(&block, flate.BestCompression))
	must[int](t)(packed.Write(bytes.Repeat([]byte(" "), 1<<20)))
	if err := packed.Flush(); err != nil {
		t.Fatal(err)
	}
	all := append(bytes.Repeat(block.Bytes(), size>>20), 3, 0) // and an empty last block
	f := must[io.Writer](t)(w.CreateRaw(&zip.FileHeader{
		Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: uint64(len(all)),
	}))
	must[int](t)(f.Write(all))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// pngBomb is a picture of some kilobytes that unpacks to 10,000 by 10,000 pixels.
func pngBomb(t testing.TB) []byte {
	t.Helper()
	const side = 10_000
	var pixels bytes.Buffer
	w := zlib.NewWriter(&pixels)
	row := make([]byte, 1+side/8) // a bit a pixel
	for range side {
		must[int](t)(w.Write(row))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	header := binary.BigEndian.AppendUint32(nil, side)
	header = binary.BigEndian.AppendUint32(header, side)
	header = append(header, 1, 0, 0, 0, 0)
	file := []byte("\x89PNG\r\n\x1a\n")
	for _, chunk := range []struct {
		name string
		data []byte
	}{{"IHDR", header}, {"IDAT", pixels.Bytes()}, {"IEND", nil}} {
		file = binary.BigEndian.AppendUint32(file, uint32(len(chunk.data)))
		body := append([]byte(chunk.name), chunk.data...)
		file = append(file, body...)
		file = binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(body))
	}
	return file
}

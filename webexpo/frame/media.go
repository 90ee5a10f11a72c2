package frame

import "strconv"

// mediaRoot is where pictures and documents are fetched.
const mediaRoot = "/media/"

// Media is where a document is fetched, or a picture in its largest width.
func Media(id string) string { return mediaRoot + id }

// MediaOfWidth is where a picture is fetched in a width, in pixels.
func MediaOfWidth(id string, width int) string { return Media(id) + "?width=" + strconv.Itoa(width) }

package postings

// posting is a document that holds a term: its number in the lower half, the
// term's impact in the upper one. While a segment is built a count stands there.
type posting uint32

func newPosting(doc, weight uint16) posting { return posting(doc) | posting(weight)<<16 }

func (p posting) doc() int       { return int(p & (SegmentSize - 1)) }
func (p posting) impact() uint32 { return uint32(p >> 16) }

// begin is where a search among the postings of a term begins. The documents that
// hold a term are spread over the segment, so that is where document i would be if
// they were spread evenly: a search from there touches two or three lines of
// memory where halving the list touches ten.
type begin struct {
	at     int
	before bool // the document there comes before i
}

func beginning(list []posting, i, documents int) (b begin) {
	if len(list) > 0 {
		b.at = i * len(list) / documents
		b.before = list[b.at].doc() < i
	}
	return b
}

// position is where document i stands among the postings of a term, or would
// stand: the search widens from its beginning, and then halves.
func position(list []posting, from begin, i int) int {
	low, high := 0, len(list)
	if from.before {
		low = from.at + 1
		for step := 8; low+step < high; step *= 2 {
			if list[low+step].doc() >= i {
				high = low + step
				break
			}
			low += step + 1
		}
	} else {
		high = from.at
		for step := 8; high-step > low; step *= 2 {
			if list[high-step].doc() < i {
				low = high - step + 1
				break
			}
			high -= step
		}
	}
	for low < high {
		if mid := int(uint(low+high) >> 1); list[mid].doc() < i {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// impactAt is the impact of document i if its posting is the one at a place.
func impactAt(list []posting, at, i int) uint32 {
	if at < len(list) && list[at].doc() == i {
		return list[at].impact()
	}
	return 0
}

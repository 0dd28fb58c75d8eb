package connector

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/connect/mapping"
)

// Places in an address that are filled in.
const (
	holdSince  = "{since}"
	holdCursor = "{cursor}"
	holdSize   = "{size}"
)

// snapshot reports whether each question gets all there is.
func (s *Source) snapshot() bool {
	return s.Mapping.Next == "" && !strings.Contains(s.Address, holdSince) && !strings.Contains(s.Address, holdCursor)
}

// linked reports whether a page names the address of the next one.
func (s *Source) linked() bool {
	return s.Mapping.Next != "" && !strings.Contains(s.Address, holdCursor)
}

// fill is the address of the next question.
func fill(src Source, st State) string {
	if src.linked() && st.Place != "" {
		return st.Place
	}
	since := time.Unix(0, 0)
	if !st.Since.IsZero() {
		since = st.Since.Add(-seconds(src.Overlap))
	}
	return strings.NewReplacer(
		holdSince, url.QueryEscape(mapping.FormatTime(src.Mapping.Times, since)),
		holdCursor, url.QueryEscape(st.Place),
		holdSize, strconv.FormatInt(src.Size, 10),
	).Replace(strings.ReplaceAll(src.Address, " ", "%20"))
}

// follow reads the address of a next page. It must be on the same server: a peer cannot send our credentials elsewhere.
func follow(from, next string) (string, error) {
	base, err := url.Parse(from)
	if err != nil {
		return "", err
	}
	to, err := base.Parse(strings.ReplaceAll(next, " ", "%20"))
	if err != nil || to.Scheme != base.Scheme || to.Host != base.Host || to.User != nil || len(next) > 2000 {
		return "", fail.Unavailable("connector.next", "下一页地址不在同一服务器上，未跟随："+cut(next, 100), "the next page is on another server and was not followed: "+cut(next, 100)).Because(err)
	}
	return to.String(), nil
}

package hj212

import (
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/connect"
)

// MaxData is the longest data segment that is accepted. The standard says 1024, but its own 950 bytes of CP with a
// numbered head come to more, and devices do send them.
const MaxData = 2048

// Parse reads a data segment. Members of the head that are not known are passed over.
func Parse(data []byte) (Packet, *connect.Rejection) {
	p, r := parse(string(data))
	if r != nil {
		return Packet{}, r.Of(deviceIn(data))
	}
	return p, nil
}

func parse(data string) (p Packet, _ *connect.Rejection) {
	head, cp, ok := strings.Cut(data, "CP=&&")
	if !ok || head != "" && head[len(head)-1] != ';' {
		return p, shape("缺少 CP=&&…&&", "CP=&&…&& is missing", "CP", data)
	}
	if p.CP, ok = strings.CutSuffix(cp, "&&"); !ok || strings.Contains(p.CP, "&&") {
		return p, shape("CP 未以 && 结束", "CP does not end with &&", "CP", cp)
	}
	if strings.ContainsAny(p.CP, "\r\n\x00") {
		return p, shape("CP 含控制字符", "control characters in CP", "CP", cp)
	}
	seen := map[string]bool{}
	for member := range strings.SplitSeq(strings.TrimSuffix(head, ";"), ";") {
		if member == "" {
			continue
		}
		name, v, _ := strings.Cut(member, "=")
		if seen[name] {
			return p, connect.Reject(connect.DuplicateKey, "字段重复", "the field comes twice").At(name).Quote(member)
		}
		seen[name] = true
		if !p.set(name, v) {
			return p, connect.Reject(connect.Value, "字段值不合规定", "the field's value is not allowed").At(name).Quote(member)
		}
	}
	for _, name := range []string{"ST", "CN", "MN"} {
		if !seen[name] {
			return p, connect.Reject(connect.Missing, "缺少字段", "the field is missing").At(name).Quote(head)
		}
	}
	if p.PNO == 0 {
		p.PNUM = 0
	}
	if p.PNO > p.PNUM {
		return p, shape("PNO 大于 PNUM", "PNO is greater than PNUM", "PNO", head)
	}
	return p, nil
}

func shape(zh, en, where, sample string) *connect.Rejection {
	return connect.Reject(connect.Shape, zh, en).At(where).Quote(sample)
}

// set fills in one member of the head and reports whether its value is allowed.
func (p *Packet) set(name, v string) bool {
	switch name {
	case "QN":
		p.QN = v
		return v == "" || len(v) == 17 && digits(v)
	case "ST":
		p.ST = v
		return len(v) == 2 && word(v)
	case "CN":
		p.CN = v
		return len(v) == 4 && digits(v)
	case "PW":
		p.PW = v
		return len(v) <= 32 && visible(v)
	case "MN":
		p.MN = v
		return v != "" && len(v) <= 24 && word(v)
	case "Flag":
		n, err := strconv.ParseUint(v, 10, 8)
		p.Flag = Flag(n)
		return err == nil && digits(v)
	case "PNUM", "PNO":
		n, err := strconv.Atoi(v)
		if name == "PNO" {
			p.PNO = n
		} else {
			p.PNUM = n
		}
		return err == nil && digits(v) && len(v) <= 8 && n > 0
	case "RF":
		p.Resent = v == "1"
	}
	return true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func word(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return false
		}
	}
	return true
}

func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// deviceIn is what looks like the MN in a data segment that cannot be trusted, so that its rejection can be laid at a
// device's door.
func deviceIn(data []byte) string {
	_, rest, ok := strings.Cut(string(data), "MN=")
	mn, _, _ := strings.Cut(rest, ";")
	if !ok || len(mn) > 24 || !word(mn) {
		return ""
	}
	return mn
}

// data writes the data segment.
func (p Packet) data() string {
	var b strings.Builder
	if p.QN != "" {
		b.WriteString("QN=" + p.QN + ";")
	}
	b.WriteString("ST=" + p.ST + ";CN=" + p.CN + ";")
	if p.PW != "" {
		b.WriteString("PW=" + p.PW + ";")
	}
	b.WriteString("MN=" + p.MN + ";Flag=" + strconv.Itoa(int(p.Flag)) + ";")
	if p.PNUM > 0 {
		fmt.Fprintf(&b, "PNUM=%d;PNO=%d;", p.PNUM, p.PNO)
	}
	if p.Resent {
		b.WriteString("RF=1;")
	}
	b.WriteString("CP=&&" + p.CP + "&&")
	return b.String()
}

// Frame writes the packet as it goes over the wire, CR LF included. It fails for a packet that Parse would not read back
// as it is.
func (p Packet) Frame() ([]byte, error) {
	data := p.data()
	if len(data) > MaxData {
		return nil, connect.Reject(connect.TooLarge, "数据段过长", "the data segment is too long")
	}
	back, r := parse(data)
	if r != nil {
		return nil, r
	}
	if back != p {
		return nil, shape("数据段无法还原", "the data segment would not be read back as it is", "", data)
	}
	return fmt.Appendf(nil, "##%04d%s%04X\r\n", len(data), data, CRC([]byte(data))), nil
}

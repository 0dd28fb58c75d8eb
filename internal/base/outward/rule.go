package outward

import (
	"net/netip"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
)

// Rule is one allowance of an administrator: addresses, and one port or all (Port 0). Its text is "10.1.2.3",
// "10.1.2.3:8080", "10.1.0.0/16", "[fd00::1]:443" or "fd00::/48".
type Rule struct {
	Prefix netip.Prefix
	Port   uint16
}

// The widest ranges that one rule may open. Wider ones would undo the gate.
const (
	widest4 = 8
	widest6 = 32
)

// ParseRule reads a rule. It fails with Invalid for anything else, for names (whoever holds the name server could point
// them anywhere), and for ranges wider than /8 in IPv4 or /32 in IPv6.
func ParseRule(text string) (Rule, error) {
	text = strings.TrimSpace(text)
	if p, err := netip.ParsePrefix(text); err == nil {
		return made(text, p.Masked(), 0)
	}
	if strings.Contains(text, "%") { // a zone names an interface, which is ours to know
		return Rule{}, invalidRule(text)
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return made(text, netip.PrefixFrom(a, a.BitLen()), 0)
	}
	if ap, err := netip.ParseAddrPort(text); err == nil && ap.Port() != 0 {
		return made(text, netip.PrefixFrom(ap.Addr(), ap.Addr().BitLen()), ap.Port())
	}
	return Rule{}, invalidRule(text)
}

func made(text string, p netip.Prefix, port uint16) (Rule, error) {
	switch a := p.Addr(); {
	case a.Is4In6() && p.Bits() == 128:
		p = netip.PrefixFrom(a.Unmap(), 32)
	case a.Is4In6():
		return Rule{}, invalidRule(text)
	case a.Is4() && p.Bits() < widest4, a.Is6() && p.Bits() < widest6:
		return Rule{}, fail.Invalid("outward.rule.wide", "“"+text+"”范围过大：IPv4 最宽 /8，IPv6 最宽 /32", "“"+text+"” is too wide: /8 at most in IPv4, /32 in IPv6").At("rule")
	}
	return Rule{Prefix: p, Port: port}, nil
}

func invalidRule(text string) error {
	return fail.Invalid("outward.rule", "“"+text+"”不是 IP 地址、IP:端口或网段；不接受主机名", "“"+text+"” is not an IP address, IP:PORT or range; names are not taken").At("rule")
}

// String is the rule as ParseRule reads it; equal rules have equal texts.
func (r Rule) String() string {
	switch one := r.Prefix.Bits() == r.Prefix.Addr().BitLen(); {
	case r.Port != 0:
		return netip.AddrPortFrom(r.Prefix.Addr(), r.Port).String()
	case one:
		return r.Prefix.Addr().String()
	default:
		return r.Prefix.String()
	}
}

// covers reports whether the rule opens an address and port. A link-local address (the metadata services of clouds are
// there) is opened only by a rule that is wholly link-local.
func (r Rule) covers(to netip.AddrPort) bool {
	if to.Addr().IsLinkLocalUnicast() && !r.Prefix.Addr().IsLinkLocalUnicast() {
		return false
	}
	return r.Prefix.Contains(to.Addr()) && (r.Port == 0 || r.Port == to.Port())
}

// numeric reports whether a host that is no proper IP address would be read as one by some resolvers: decimal (2130706433),
// octal (0177.0.0.1), hexadecimal (0x7f.1), short (127.1).
func numeric(host string) bool {
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	for _, p := range parts {
		if _, err := strconv.ParseUint(p, 0, 64); err != nil {
			if _, err = strconv.ParseUint(p, 10, 64); err != nil {
				return false
			}
		}
	}
	return true
}

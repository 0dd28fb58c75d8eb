package hj212

import (
	"strconv"
	"strings"
)

// Answer is what the platform sends back to a device's packet, and false when nothing is wanted: the same QN, ST 91, flag
// without the lower bits. Uploads (2xxx, 3xxx) get 9014; notices (1xxx) and heartbeats (9015) get 9013. Answers are not
// answered.
func (p Packet) Answer() (Packet, bool) {
	if !p.Flag.WantsAnswer() {
		return Packet{}, false
	}
	switch {
	case strings.HasPrefix(p.CN, "2"), strings.HasPrefix(p.CN, "3"):
		return p.back(DataAck, ""), true
	case strings.HasPrefix(p.CN, "1"), p.CN == Heartbeat:
		return p.back(NotifyAck, ""), true
	}
	return Packet{}, false
}

func (p Packet) back(cn, cp string) Packet {
	return Packet{QN: p.QN, ST: systemInteraction, CN: cn, PW: p.PW, MN: p.MN, Flag: p.Flag.Version(), CP: cp}
}

// Values of QnRtn, a device's first answer to a request.
const (
	Ready   = 1 // will do it
	Refused = 2
	// 3 to 9: PW, MN, ST, Flag, QN, CN, CRC is wrong; 100: unknown
)

// Values of ExeRtn, the outcome of a request.
const (
	Done   = 1
	Failed = 2
	// 3 condition not met, 4 timeout, 5 busy, 6 fault, 100 no data
)

// Acknowledge is a device's 9011 to a request: Ready, Refused …
func (p Packet) Acknowledge(qnRtn int) Packet {
	return p.back(RequestAck, "QnRtn="+strconv.Itoa(qnRtn))
}

// Result is a device's 9012 to a request: Done, Failed …
func (p Packet) Result(exeRtn int) Packet {
	return p.back(ExecuteResult, "ExeRtn="+strconv.Itoa(exeRtn))
}

// QnRtn is the code in a 9011, and false when p is none.
func (p Packet) QnRtn() (int, bool) { return p.code(RequestAck, "QnRtn") }

// ExeRtn is the code in a 9012, and false when p is none.
func (p Packet) ExeRtn() (int, bool) { return p.code(ExecuteResult, "ExeRtn") }

func (p Packet) code(cn, name string) (int, bool) {
	v, ok := p.Field(name)
	n, err := strconv.Atoi(v)
	return n, ok && err == nil && p.CN == cn
}

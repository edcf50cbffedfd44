"""What the hot paths cost: ./dev bench [proposals|opinion] …"""
